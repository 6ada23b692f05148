"""All that is known of GitHub Pages."""
