"""URLs of the ground, below `crises/ID/ground/`: what is there by kind, the map, the roads."""

from django.urls import path

from safepassage.desk.console import ground, maps, picture_files, resting, roads

urlpatterns = [
    path("", ground.ground, name="ground"),
    path("map/", maps.ground_map, name="ground_map"),
    path("map/places.geojson", maps.ground_features, name="ground_features"),
    path("map/roads.geojson", maps.ground_roads, name="ground_roads"),
    path("closures.geojson", maps.closures, name="closures"),
    path("closures.gpx", picture_files.closures_gpx, name="closures_gpx"),
    path("roads/", roads.roads, name="roads"),
    path("roads/upload/", roads.upload_map, name="upload_map"),
    path("roads/<uuid:build_id>/again/", roads.try_again, name="try_again"),
    path("<slug:kind>/", ground.things, name="things"),
    path("<slug:kind>/add/", ground.put, name="put_thing"),
    path("<slug:kind>/<uuid:thing_id>/", ground.thing, name="thing"),
    path("<slug:kind>/<uuid:thing_id>/remove/", ground.remove, name="remove_thing"),
    path("<slug:kind>/<uuid:thing_id>/take-over/", resting.take_over, name="take_over"),
    path("<slug:kind>/<uuid:thing_id>/rests-on/", resting.rest_on, name="rest_on"),
    path("<slug:kind>/<uuid:thing_id>/rests-on/<uuid:basis_id>/end/", resting.rest_no_more, name="rest_no_more"),
]
