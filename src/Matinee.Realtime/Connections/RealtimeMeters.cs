using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Matinee.Realtime.Connections;

/// <summary>Figures of the channel server. Nothing of a user or a channel becomes a label.</summary>
internal sealed class RealtimeMeters
{
    private readonly Counter<long> _connections;
    private readonly Counter<long> _received;
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _filtered;
    private readonly Counter<long> _deduplicated;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _lagged;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _brokerErrors;
    private readonly Counter<long> _brokerPublished;
    private readonly Counter<long> _brokerReceived;
    private readonly Histogram<double> _publishDuration;
    private readonly Histogram<double> _deliveryDuration;
    private readonly Histogram<long> _perUser;
    private readonly Histogram<long> _perRoom;

    public RealtimeMeters(IMeterFactory factory)
    {
        var meter = factory.Create("Matinee");
        meter.CreateObservableGauge("matinee_realtime_connections", () => Connections(), description: "Connections of this node.");
        meter.CreateObservableGauge("matinee_realtime_send_queue_bytes", () => QueuedBytes(), description: "Bytes that wait to be written to clients.");
        meter.CreateObservableGauge("matinee_broker_up", () => BrokerIsUp ? 1 : 0, description: "1 while the store of the channels answers.");
        meter.CreateObservableGauge("matinee_broker_sync_lag_seconds", () => SyncLag.TotalSeconds, description: "How far the last hole in the hints held entries up.");
        _connections = meter.CreateCounter<long>("matinee_realtime_connections_total", description: "Connections accepted, by transport.");
        _received = meter.CreateCounter<long>("matinee_realtime_messages_received_total", description: "Commands of clients.");
        _published = meter.CreateCounter<long>("matinee_realtime_messages_published_total", description: "Publications and signals from this node, by class.");
        _delivered = meter.CreateCounter<long>("matinee_realtime_messages_delivered_total", description: "Publications and signals given to connections.");
        _filtered = meter.CreateCounter<long>("matinee_realtime_messages_filtered_total", description: "Publications that the policy refused.");
        _deduplicated = meter.CreateCounter<long>("matinee_realtime_deduplicated_total", description: "Publications whose id was there already.");
        _recoveries = meter.CreateCounter<long>("matinee_realtime_recoveries_total", description: "Recoveries of positions, by result.");
        _dropped = meter.CreateCounter<long>("matinee_realtime_send_queue_dropped_total", description: "States and signals left out for members that do not keep up.");
        _lagged = meter.CreateCounter<long>("matinee_realtime_send_queue_lagged_total", description: "Members of logs that had to recover because they did not keep up.");
        _disconnects = meter.CreateCounter<long>("matinee_realtime_disconnects_total", description: "Connections that ended, by code.");
        _brokerErrors = meter.CreateCounter<long>("matinee_broker_errors_total", description: "Calls of the store of the channels that failed.");
        _brokerPublished = meter.CreateCounter<long>("matinee_broker_published_total", description: "Entries that the store took.");
        _brokerReceived = meter.CreateCounter<long>("matinee_broker_received_total", description: "Entries and signals that came from the store.");
        _publishDuration = meter.CreateHistogram<double>("matinee_realtime_publish_duration_seconds", description: "From the command to the place in the log.");
        _deliveryDuration = meter.CreateHistogram<double>("matinee_realtime_delivery_duration_seconds", description: "From the hint to the last member's queue.");
        _perUser = meter.CreateHistogram<long>("matinee_realtime_connections_per_user", description: "Connections a user has when another one comes.");
        _perRoom = meter.CreateHistogram<long>("matinee_realtime_connections_per_room", description: "Members a channel has on this node when another one comes.");
    }

    /// <summary>Set by whoever knows.</summary>
    public Func<int> Connections { get; set; } = () => 0;

    public Func<long> QueuedBytes { get; set; } = () => 0;

    public bool BrokerIsUp { get; set; } = true;

    public TimeSpan SyncLag { get; set; }

    public void Connected(string transport, int ofUser)
    {
        _connections.Add(1, new KeyValuePair<string, object?>("transport", transport));
        _perUser.Record(ofUser);
    }

    public void Disconnected(int code) => _disconnects.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Received(int commands) => _received.Add(commands);

    public void Published(string kind, TimeSpan took)
    {
        _published.Add(1, new KeyValuePair<string, object?>("class", kind));
        _publishDuration.Record(took.TotalSeconds);
        _brokerPublished.Add(1);
    }

    public void Deduplicated() => _deduplicated.Add(1);

    public void Filtered() => _filtered.Add(1);

    public void BrokerFailed() => _brokerErrors.Add(1);

    public void Delivered(int members, long since)
    {
        _brokerReceived.Add(1);
        _delivered.Add(members);
        _deliveryDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    public void Recovered(bool whole) => _recoveries.Add(1, new KeyValuePair<string, object?>("result", whole ? "recovered" : "snapshot"));

    public void Joined(int members) => _perRoom.Record(members);

    public void Dropped() => _dropped.Add(1);

    public void Lagged() => _lagged.Add(1);
}
