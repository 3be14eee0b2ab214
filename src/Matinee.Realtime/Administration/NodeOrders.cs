using System.Globalization;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;

namespace Matinee.Realtime.Administration;

/// <summary>Carries out what any node ordered for connections that this one has.</summary>
internal sealed class NodeOrders(INodeBus bus, SessionRegistry registry, TimeProvider time) : IAsyncDisposable
{
    private IAsyncDisposable? _listening;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _listening = await PatientListening.StartAsync(bus, NodeOrder.Topic, Hear, time, cancellationToken);

    public Task SendAsync(NodeOrder order, CancellationToken cancellationToken) => bus.SendAsync(NodeOrder.Topic, order.Encode(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private void Hear(ReadOnlyMemory<byte> bytes)
    {
        if (NodeOrder.TryDecode(bytes.Span) is not { } order)
            return;
        foreach (var session in registry.OfUser(order.User).Where(s => order.Client.Length == 0 || order.Client == s.Connection.Id))
            Obey(session, order);
    }

    private void Obey(ClientSession session, NodeOrder order)
    {
        switch (order.Kind)
        {
            case NodeOrderKind.Subscribe:
                _ = session.Subscriptions.AddAsync(order.Channel, new SubscribeAllowed(), CancellationToken.None);
                break;
            case NodeOrderKind.Unsubscribe:
                session.Subscriptions.End(order.Channel, new UnsubscribePush(order.Code, order.Reason));
                break;
            case NodeOrderKind.Disconnect when order.Code is > 0 and <= ushort.MaxValue:
                session.Connection.Disconnect(new DisconnectAdvice((ushort)order.Code, order.Reason));
                break;
            case NodeOrderKind.Refresh:
                Refresh(session, order);
                break;
        }
    }

    private void Refresh(ClientSession session, NodeOrder order)
    {
        var at = long.TryParse(order.Reason, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : time.GetUtcNow();
        session.ExpiresAt = at;
        session.Connection.Send(session.Connection.Wire.Push("", new RefreshPush(Lifetimes.Seconds(at, time))), FrameClass.Reply);
    }
}
