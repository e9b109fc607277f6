"""The strip of years and months beside the grid."""
