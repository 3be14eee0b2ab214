using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using Matinee.App.Streams.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Audience;

/// <summary>
/// Counts viewers and bytes of streams on this node, and puts them beside those of the others every few seconds: the most
/// viewers that a stream may have is held over all nodes, to within those seconds.
/// </summary>
internal sealed class StreamAudience : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamId, StreamCrowd> _crowds = new();
    private readonly Meter _meter = new("Matinee.Streams");
    private readonly AudienceStore _store;
    private readonly IOptions<StreamOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StreamAudience> _logger;

    public StreamAudience(AudienceStore store, StreamDirectory directory, IOptions<StreamOptions> options, TimeProvider time, ILogger<StreamAudience> logger)
    {
        (_store, _options, _time, _logger) = (store, options, time, logger);
        _meter.CreateObservableGauge("matinee_streams_viewers", () => _crowds.Values.Sum(crowd => crowd.Viewers), description: "Viewers of streams on this node.");
        _meter.CreateObservableGauge(
            "matinee_streams_active", () => directory.Active, description: "Streams that take segments, of all nodes.");
    }

    /// <summary>Of which somebody asks this node for something.</summary>
    public IEnumerable<StreamId> Watched => _crowds.Where(crowd => crowd.Value.Viewers > 0).Select(crowd => crowd.Key);

    /// <returns>False when the stream has as many viewers as it may, and this is a new one.</returns>
    public bool Admit(StreamId stream, int viewer) => CrowdOf(stream).Admit(viewer, _time.GetTimestamp(), _options.Value.MaxViewers);

    public void Sent(StreamId stream, bool isSegment, long bytes) => CrowdOf(stream).Sent(isSegment, bytes);

    /// <summary>Here and now.</summary>
    public int ViewersOf(StreamId stream) => _crowds.TryGetValue(stream, out var crowd) ? crowd.Viewers : 0;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        var shares = new List<AudienceShare>();
        foreach (var (stream, crowd) in _crowds)
        {
            crowd.Forget(at => _time.GetElapsedTime(at) > _options.Value.ViewerIdle);
            var (segments, bytes) = crowd.Take();
            shares.Add(new AudienceShare(stream, crowd.Viewers, segments, bytes));
        }

        if (shares.Count == 0)
            return;
        try
        {
            foreach (var (stream, viewers) in await _store.WriteAsync(shares, cancellationToken))
                CrowdOf(stream).Hear(viewers);
            // Written as empty: nobody need count it any more.
            foreach (var share in shares.Where(share => share is { Viewers: 0, Segments: 0, Bytes: 0 }))
                _crowds.TryRemove(share.Stream, out _);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            foreach (var share in shares)
                CrowdOf(share.Stream).Restore(share.Segments, share.Bytes);
            StreamLog.AudienceLost(_logger, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync(CancellationToken.None);
        }
    }

    private StreamCrowd CrowdOf(StreamId stream) => _crowds.GetOrAdd(stream, static _ => new StreamCrowd());
}
