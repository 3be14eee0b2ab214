using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>The first command: who it is, and which channels it has without asking.</summary>
internal sealed class ConnectCommand(SessionContext context, ClientSession session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null: the connection is being closed. Throws <see cref="RefusedException"/> for an error in the reply.</summary>
    public async Task<ConnectResult?> RunAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var attempt = new ConnectAttempt(session.Connection.Id, request.Token, request.Data, request.Name, request.Version, session.Request ?? throw new InvalidOperationException("Only a first command has its request."));
        switch (await DecideAsync(attempt, patience.Token))
        {
            case ConnectClosed closed:
                session.Connection.Disconnect(closed.Advice);
                return null;
            case ConnectRefused refused: throw new RefusedException(refused.Error);
            case ConnectAllowed allowed: return await AcceptAsync(request, allowed, patience.Token);
            default: throw new RefusedException(RealtimeErrors.Internal);
        }
    }

    private async Task<ConnectDecision> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Policy.ConnectAsync(attempt, cancellationToken);
        }
        catch (Exception e) when (!session.Connection.Ended.IsCancellationRequested)
        {
            // The boundary of a connection: whatever the host's policy throws ends here.
            RealtimeLog.CommandFailed(context.Logger, nameof(ConnectRequest), e);
            return new ConnectRefused(RealtimeErrors.Internal);
        }
    }

    private async Task<ConnectResult?> AcceptAsync(ConnectRequest request, ConnectAllowed allowed, CancellationToken cancellationToken)
    {
        var client = new RealtimeClient(session.Connection.Id, allowed.User, allowed.Connection, allowed.Tag);
        if (!session.TryAccept(client, allowed.ExpiresAt))
        {
            session.Connection.Disconnect(Disconnects.ConnectionLimit);
            return null;
        }

        var subs = new Dictionary<string, SubscribeResult>(StringComparer.Ordinal);
        foreach (var (channel, grant) in allowed.Channels)
        {
            var wanted = request.Subs.GetValueOrDefault(channel) ?? new SubscribeRequest();
            wanted.Channel = channel;
            (_, subs[channel]) = await session.Subscriptions.JoinAsync(wanted, grant, client, isServerSide: true, cancellationToken);
        }

        return new ConnectResult
        {
            Client = client.Id,
            Version = "matinee",
            Ttl = Lifetimes.Seconds(allowed.ExpiresAt, context.Time),
            Data = allowed.Payload,
            Subs = subs,
            Ping = session.PingSeconds,
            Pong = !session.IsOneWay,
            Session = session.Secret ?? "",
            Node = session.Secret is null ? "" : context.Node.Value,
        };
    }
}
