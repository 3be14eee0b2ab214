using System.Diagnostics.Metrics;

namespace Matinee.App.Playback;

/// <summary>What viewers were sent.</summary>
internal sealed class PlaybackMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Video = new("kind", "video");
    private static readonly KeyValuePair<string, object?> Stream = new("kind", "stream");

    private readonly Meter _meter = new("Matinee.Playback");
    private readonly Counter<long> _segments;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _views;

    public PlaybackMetrics()
    {
        _segments = _meter.CreateCounter<long>("matinee_streams_segments_total", description: "Segments sent to viewers.");
        _bytes = _meter.CreateCounter<long>("matinee_streams_bytes_total", "By", "Bytes of segments, playlists and pictures sent to viewers.");
        _refused = _meter.CreateCounter<long>("matinee_playback_refused_total", description: "Playback requests with a token that is not valid.");
        _views = _meter.CreateCounter<long>("matinee_playback_views_total", description: "Views counted.");
    }

    public void Sent(bool segment, long bytes) => Sent(segment, bytes, Video);

    public void SentOfStream(bool segment, long bytes) => Sent(segment, bytes, Stream);

    public void Refused() => _refused.Add(1);

    public void Viewed() => _views.Add(1);

    public void Dispose() => _meter.Dispose();

    private void Sent(bool segment, long bytes, KeyValuePair<string, object?> kind)
    {
        if (segment)
            _segments.Add(1, kind);
        _bytes.Add(bytes, kind);
    }
}
