"""A Web API in Spotify's shape under `/v1`, for programs written for the endpoints that Spotify closed in 2024."""

from segue.web.protocol import Protocol
from segue.web.protocols.spotify.recommendations import get_genres, get_recommendations

protocol = Protocol(title="Spotify", routes=(get_recommendations, get_genres))
