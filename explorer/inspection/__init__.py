"""One frozen network looks at photographs."""
