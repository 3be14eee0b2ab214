using System.ComponentModel.DataAnnotations;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Administration;

/// <summary>The end of a node: takes nobody any more, then sends its clients to the others in batches, so that those are not overrun.</summary>
internal sealed class ConnectionDrain(SessionRegistry registry, DrainOptions options, TimeProvider time, ILogger<ConnectionDrain> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        registry.IsDraining = true;
        var sessions = registry.All;
        if (sessions.Count == 0)
            return;
        RealtimeLog.Draining(logger, sessions.Count, options.Window.TotalSeconds);
        var rounds = Math.Max(1, (int)(options.Window / Pause));
        var batch = Math.Max(options.SmallestBatch, (sessions.Count + rounds - 1) / rounds);
        for (var done = 0; done < sessions.Count; done += batch)
        {
            foreach (var session in sessions.Skip(done).Take(batch))
                session.Connection.Disconnect(Disconnects.Shutdown);
            try
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // No time left: the rest leave at once.
            }
        }

        for (var waited = TimeSpan.Zero; registry.Count > 0 && waited < Pause * 20 && !cancellationToken.IsCancellationRequested; waited += Pause)
            await Task.Delay(Pause, time, CancellationToken.None);
    }
}

/// <summary>How a node parts from its clients.</summary>
public sealed class DrainOptions
{
    /// <summary>Clients are told to reconnect over this time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>At least so many at once, so that a small server ends soon.</summary>
    [Range(1, 100_000)]
    public int SmallestBatch { get; set; } = 50;
}
