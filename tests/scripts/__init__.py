"""The commands under scripts/ do what they say."""
