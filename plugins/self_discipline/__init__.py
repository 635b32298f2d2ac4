"""System 4: social self-discipline, credit of organisations, social organisations, migrants."""
