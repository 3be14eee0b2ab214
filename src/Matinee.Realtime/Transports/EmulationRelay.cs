using System.Security.Cryptography;
using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Matinee.Realtime.Usage;

namespace Matinee.Realtime.Transports;

/// <summary>Hands commands that came to one node on to the node that holds the stream: nothing before the nodes has to know which one that is.</summary>
internal sealed class EmulationRelay(INodeBus bus, NodeName node, SessionRegistry registry, UsageBoard nodes, TimeProvider time) : IAsyncDisposable
{
    private IAsyncDisposable? _listening;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _listening = await PatientListening.StartAsync(bus, TopicOf(node.Value), Hear, time, cancellationToken);

    /// <summary>False: that node is not there, or cannot be told.</summary>
    public async Task<bool> TrySendAsync(string target, string secret, byte[] commands, CancellationToken cancellationToken)
    {
        if (!nodes.Knows(target))
            return false;
        var writer = new ProtoWriter();
        writer.Text(1, secret);
        writer.Bytes(2, commands);
        try
        {
            await bus.SendAsync(TopicOf(target), writer.ToArray(), cancellationToken);
            return true;
        }
        catch (BrokerUnavailableException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    // Names of nodes may hold what topics may not.
    private static string TopicOf(string node) => "emulation-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node)))[..16];

    private void Hear(ReadOnlyMemory<byte> message)
    {
        try
        {
            var (secret, commands) = ("", Array.Empty<byte>());
            var reader = new ProtoReader(message.Span);
            for (int field; (field = reader.NextField()) != 0;)
            {
                switch (field)
                {
                    case 1: secret = reader.ReadString(); break;
                    case 2: commands = reader.ReadBytes().ToArray(); break;
                    default: reader.Skip(); break;
                }
            }

            if (registry.FindBySecret(secret) is { } session)
                _ = CarryOutAsync(session, commands);
        }
        catch (ProtocolException)
        {
            // Not one of ours.
        }
    }

    private static async Task CarryOutAsync(ClientSession session, byte[] commands)
    {
        try
        {
            await session.HandleAsync(commands, session.Connection.Ended);
        }
        catch (OperationCanceledException)
        {
            // Its stream has ended.
        }
    }
}
