"""Understanding: the components of config.yml's pipeline, one a file, and the plain modules that they are made of."""
