"""The Lesson tab: eight live steps from a photograph to the shortcut, each asked before shown."""
