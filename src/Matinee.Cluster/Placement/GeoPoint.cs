namespace Matinee.Cluster.Placement;

/// <summary>A place on the earth, in degrees: latitude -90 to 90, longitude -180 to 180.</summary>
public readonly record struct GeoPoint
{
    private const double EarthRadius = 6371.0088; // km, the mean of IUGG

    public GeoPoint(double latitude, double longitude)
    {
        if (!(latitude is >= -90 and <= 90) || !(longitude is >= -180 and <= 180))
            throw new ArgumentOutOfRangeException(nameof(latitude), "Latitudes are -90 to 90, longitudes -180 to 180.");
        (Latitude, Longitude) = (latitude, longitude);
    }

    public double Latitude { get; }

    public double Longitude { get; }

    /// <summary>Along the great circle, in km (haversine: exact enough for small distances too).</summary>
    public double DistanceTo(GeoPoint other)
    {
        var (a, b) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (north, east) = ((b - a) / 2, double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var h = Math.Pow(Math.Sin(north), 2) + Math.Cos(a) * Math.Cos(b) * Math.Pow(Math.Sin(east), 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
