"""What a person does to collect photos: giving stars and flags."""
