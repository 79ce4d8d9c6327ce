"""The action server: decides what to say next. Holds no sentence of any language; the only package that imports rasa_sdk."""
