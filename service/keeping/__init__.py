"""Where attachments are kept, how an image is made anew without where it was taken, and who looks for malware."""
