namespace Matinee.IntegrationTests.Fleet;

/// <summary>A service in a hurry: small pictures, short segments, short leases.</summary>
internal static class FleetTimes
{
    /// <summary>The shortest that may be configured.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    public static IReadOnlyDictionary<string, string?> Quick { get; } = new Dictionary<string, string?>
    {
        ["MATINEE__TRANSCODING__PRESET"] = "ultrafast",
        ["MATINEE__TRANSCODING__TALLESTRUNG"] = "360",
        ["MATINEE__TRANSCODING__SEGMENTLENGTH"] = "00:00:01",
        ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = Lease.ToString("c", null),
        ["MATINEE__TRANSCODING__RETRYDELAY"] = "00:00:00.200",
        ["MATINEE__FLEET__HEARTBEATINTERVAL"] = "00:00:01",
    };
}
