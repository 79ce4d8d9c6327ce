"""What plugs into Rasa's server: the understanding pipeline, the replies, the conversation store. The only package that imports rasa."""
