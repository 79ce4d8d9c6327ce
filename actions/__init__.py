"""The action server: decides what to say next. Holds no sentence of any language; alone imports rasa_sdk."""
