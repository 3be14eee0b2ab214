using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Connections end with the session that they were opened by, on whichever node they are: a token alone would keep them for minutes. What cannot be told
/// to the other nodes now is found out there when the token is renewed.
/// </summary>
/// <param name="server">Asked for late: the server asks the policy of rooms who may what.</param>
internal sealed class ConnectionGuard(Func<RealtimeServer> server, SessionSignals signals, LiveSessions sessions, INodeBus bus, TimeProvider time) : IHostedService
{
    private const string Topic = "sessions";
    private IAsyncDisposable? _listening;

    /// <summary>Whether the session, or the guest, that a token was given to is still one.</summary>
    public async Task<bool> IsGoodAsync(ConnectionClaims claims, CancellationToken cancellationToken) => claims.Session is { } session
        ? await sessions.FindAsync(new SessionId(session), cancellationToken) is not null
        : await sessions.FindGuestAsync(new(claims.Sub, claims.Name, Role.Guest, null, null), cancellationToken) is not null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listening = await PatientListening.StartAsync(bus, Topic, Hear, time, cancellationToken);
        signals.Ended += Tell;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Ended -= Tell;
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private void Tell(EndedSessions ended)
    {
        End(ended);
        _ = TellAsync(JsonSerializer.SerializeToUtf8Bytes(ended, EndedJson.Default.EndedSessions));
    }

    private async Task TellAsync(byte[] message)
    {
        try
        {
            await bus.SendAsync(Topic, message, CancellationToken.None);
        }
        catch (BrokerUnavailableException)
        {
            // Found out there at the next renewal.
        }
    }

    private void Hear(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (JsonSerializer.Deserialize(message.Span, EndedJson.Default.EndedSessions) is not { } ended)
                return;
            sessions.Forget();
            End(ended);
        }
        catch (JsonException)
        {
            // Not one of ours.
        }
    }

    private void End(EndedSessions ended)
    {
        foreach (var client in server().ClientsOf(ended.User.Value))
        {
            if (client.Tag is ConnectionRights { Claims.Session: var session } && (ended.Only is null || session == ended.Only?.Value) && (ended.Except is null || session != ended.Except?.Value))
                server().Disconnect(client.Id, Disconnects.ForceNoReconnect);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EndedSessions))]
internal sealed partial class EndedJson : JsonSerializerContext;
