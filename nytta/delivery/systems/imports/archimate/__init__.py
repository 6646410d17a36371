"""Models in ArchiMate Open Exchange: read and tried as a stream, looked at, brought in whole or not at all."""
