"""The window. The home of Qt; it reads the library and starts jobs, and never writes itself."""
