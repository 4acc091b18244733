"""A Web API in Spotify's shape under `/v1`, for programs written for the endpoints that Spotify closed in 2024."""

from segue.web.protocol import Protocol
from segue.web.protocols.spotify import artists, edit, features, lists, me, saved, tracks
from segue.web.protocols.spotify.answer import on_error
from segue.web.protocols.spotify.recommendations import get_genres, get_recommendations
from segue.web.protocols.spotify.search import get_search
from segue.web.protocols.spotify.token import post_token

protocol = Protocol(
    title="Spotify",
    routes=(
        get_recommendations,
        get_genres,
        features.get_features,
        features.get_many_features,
        features.get_analysis,
        artists.get_artist,
        artists.get_artists,
        artists.get_top_tracks,
        artists.get_artist_albums,
        artists.get_related,
        tracks.get_track,
        tracks.get_tracks,
        tracks.get_album,
        tracks.get_albums,
        tracks.get_album_tracks,
        get_search,
        me.get_me,
        me.get_user,
        me.get_top,
        me.get_recent,
        me.get_playing,
        saved.get_saved,
        saved.put_saved,
        saved.delete_saved,
        saved.get_contains,
        saved.put_library,
        saved.delete_library,
        saved.get_library_contains,
        lists.get_my_playlists,
        lists.get_user_playlists,
        lists.get_playlist,
        lists.get_playlist_items,
        lists.get_images,
        edit.post_playlist,
        edit.put_playlist,
        edit.post_items,
        edit.put_items,
        edit.delete_items,
        edit.delete_playlist,
        edit.put_follower,
        edit.get_followers,
        post_token,
    ),
    missing={"/v1/": on_error},
)
