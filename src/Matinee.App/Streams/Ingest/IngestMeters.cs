using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Matinee.App.Streams.Ingest;

/// <summary>What this node takes in.</summary>
internal sealed class IngestMeters : IDisposable
{
    private const int MostTracks = 10_000;

    private readonly Meter _meter = new("Matinee.Streams.Ingest");
    private readonly ConcurrentDictionary<(StreamId, string), TrackPace> _paces = new();
    private readonly Counter<long> _segments;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _reconnects;
    private readonly Counter<long> _gaps;
    private readonly Histogram<double> _latency;
    private readonly TimeProvider _time;

    public IngestMeters(TimeProvider time)
    {
        _time = time;
        _segments = _meter.CreateCounter<long>("matinee_ingest_segments_total", description: "Segments that publishers pushed, by what became of them.");
        _bytes = _meter.CreateCounter<long>("matinee_ingest_bytes_total", "By", "Bytes of segments that were taken.");
        _reconnects = _meter.CreateCounter<long>("matinee_ingest_reconnects_total", description: "Publishers that began a stream again.");
        _gaps = _meter.CreateCounter<long>("matinee_ingest_gaps_total", description: "Segments that did not come and were passed over.");
        _latency = _meter.CreateHistogram<double>(
            "matinee_streams_part_latency_seconds", "s", "From the first byte of a segment to its place in the playlists of the node that took it.");
        _meter.CreateObservableGauge("matinee_ingest_bitrate", () => Now().Sum(pace => pace.Bits), "bit/s", "Bits a second that are pushed to this node.");
        _meter.CreateObservableGauge("matinee_ingest_fps", () => Now().Sum(pace => pace.Pictures), description: "Pictures a second that are pushed to this node.");
    }

    /// <summary>Streams of which this node took something lately.</summary>
    public IEnumerable<StreamId> Pushed => Now().Select(pace => pace.Stream).Distinct();

    public void Taken(StreamId stream, string variant, PushedFigures figures)
    {
        _bytes.Add(figures.Bytes);
        var duration = TimeSpan.FromMicroseconds(figures.DurationUs);
        if (_paces.Count < MostTracks || _paces.ContainsKey((stream, variant)))
            _paces[(stream, variant)] = new TrackPace(stream, figures.Bytes * 8 / duration.TotalSeconds, figures.Pictures / duration.TotalSeconds, _time.GetTimestamp(), duration * 2.5);
    }

    public void Counted(string outcome) => _segments.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Restarted() => _reconnects.Add(1);

    public void PassedOver(int gaps) => _gaps.Add(gaps);

    public void Published(TimeSpan after) => _latency.Record(after.TotalSeconds);

    public void Dispose() => _meter.Dispose();

    /// <summary>Of the tracks of which something came lately.</summary>
    private List<TrackPace> Now()
    {
        List<TrackPace> now = [];
        foreach (var (track, pace) in _paces)
        {
            if (_time.GetElapsedTime(pace.At) <= pace.Lasts)
                now.Add(pace);
            else
                _paces.TryRemove(new KeyValuePair<(StreamId, string), TrackPace>(track, pace));
        }

        return now;
    }

    private sealed record TrackPace(StreamId Stream, double Bits, double Pictures, long At, TimeSpan Lasts);
}
