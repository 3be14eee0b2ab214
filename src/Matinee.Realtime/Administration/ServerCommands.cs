using System.Text.Json;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Administration;

/// <summary>The commands of the server API. Each returns what is written into the result.</summary>
internal sealed class ServerCommands(RealtimeServer server, ChannelOptions options, NodeName node, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public static IReadOnlyList<string> Names { get; } =
        ["publish", "broadcast", "subscribe", "unsubscribe", "disconnect", "refresh", "presence", "presence_stats", "history", "history_remove", "channels", "info"];

    public Task<Action<Utf8JsonWriter>> RunAsync(string name, ServerRequest request, CancellationToken cancellationToken) => name switch
    {
        "publish" => PublishAsync(request, cancellationToken),
        "broadcast" => BroadcastAsync(request, cancellationToken),
        "subscribe" => DoneAsync(server.SubscribeAsync(request.User, request.Channel, cancellationToken)),
        "unsubscribe" => DoneAsync(server.UnsubscribeAsync(request.User, request.Channel, WhyOf(request), request.Text("client"), cancellationToken)),
        "disconnect" => DoneAsync(server.DisconnectAsync(request.User, AdviceOf(request), request.Text("client"), cancellationToken)),
        "refresh" => DoneAsync(server.RefreshAsync(request.User, ExpiryOf(request), request.Text("client"), cancellationToken)),
        "presence" => Task.FromResult(Presence(server.Members(request.Channel))),
        "presence_stats" => Task.FromResult(Stats(server.Members(request.Channel))),
        "history" => HistoryAsync(request, cancellationToken),
        "history_remove" => DoneAsync(server.RemoveHistoryAsync(request.Channel, cancellationToken)),
        "channels" => Task.FromResult(Channels(request.Text("pattern"))),
        _ => Task.FromResult(Info()),
    };

    private async Task<Action<Utf8JsonWriter>> PublishAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var position = await AppendAsync(request.Channel, request, cancellationToken);
        return writer => Write(writer, position);
    }

    private async Task<Action<Utf8JsonWriter>> BroadcastAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var answers = new List<(StreamPosition? Position, RealtimeError? Error)>();
        foreach (var channel in request.Channels)
        {
            try
            {
                answers.Add((await AppendAsync(channel, request, cancellationToken), null));
            }
            catch (ServerRequestException e)
            {
                answers.Add((null, e.Error));
            }
        }

        return writer =>
        {
            writer.WriteStartArray("responses"u8);
            foreach (var (position, error) in answers)
            {
                if (error is not null)
                {
                    AdministrationEndpoints.WriteError(writer, error);
                    continue;
                }

                writer.WriteStartObject();
                writer.WriteStartObject("result"u8);
                Write(writer, position ?? default);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        };
    }

    private async Task<StreamPosition> AppendAsync(string channel, ServerRequest request, CancellationToken cancellationToken)
    {
        var id = request.Text("idempotency_key");
        var entry = new LogEntry { Data = request.Payload, Tags = request.Tags, DedupId = id.Length > 0 ? id : null };
        return await server.PublishAsync(channel, entry, cancellationToken) switch
        {
            Appended appended => appended.Position,
            Duplicate duplicate => duplicate.Position,
            Unavailable => throw new ServerRequestException(RealtimeErrors.BrokerUnavailable),
            _ => throw new ServerRequestException(RealtimeErrors.UnknownChannel),
        };
    }

    private async Task<Action<Utf8JsonWriter>> HistoryAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Clamp(request.Number("limit", options.HistoryEntries), 0, options.HistoryEntries);
        var found = await server.HistoryAsync(request.Channel, request.Since, limit, request.Flag("reverse"), cancellationToken)
            ?? throw new ServerRequestException(RealtimeErrors.UnrecoverablePosition);
        return writer =>
        {
            writer.WriteStartArray("publications"u8);
            foreach (var publication in found.Items)
            {
                writer.WriteStartObject();
                JsonResults.WritePublication(writer, publication);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Write(writer, found.Top);
        };
    }

    private static async Task<Action<Utf8JsonWriter>> DoneAsync(Task work)
    {
        await work;
        return static _ => { };
    }

    private static Action<Utf8JsonWriter> Presence(IReadOnlyCollection<Publisher> members) => writer =>
    {
        writer.WriteStartObject("presence"u8);
        foreach (var member in members)
        {
            writer.WriteStartObject(member.Client);
            JsonResults.WritePublisher(writer, member);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    };

    private static Action<Utf8JsonWriter> Stats(IReadOnlyCollection<Publisher> members) => writer =>
    {
        writer.WriteNumber("num_clients"u8, members.Count);
        writer.WriteNumber("num_users"u8, members.Select(m => m.User).Distinct().Count());
    };

    private Action<Utf8JsonWriter> Channels(string pattern) => writer =>
    {
        writer.WriteStartObject("channels"u8);
        foreach (var (name, members) in server.Channels.Where(c => pattern.Length == 0 || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, c.Key, ignoreCase: false)))
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("num_clients"u8, members);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    };

    private Action<Utf8JsonWriter> Info() => writer =>
    {
        writer.WriteStartArray("nodes"u8);
        writer.WriteStartObject();
        writer.WriteString("uid"u8, node.Value);
        writer.WriteString("name"u8, node.Value);
        writer.WriteNumber("num_clients"u8, server.Connections);
        writer.WriteNumber("num_channels"u8, server.Channels.Count);
        writer.WriteNumber("uptime"u8, (long)time.GetElapsedTime(_start).TotalSeconds);
        writer.WriteEndObject();
        writer.WriteEndArray();
    };

    private static void Write(Utf8JsonWriter writer, StreamPosition position)
    {
        writer.WriteNumber("offset"u8, position.Offset);
        writer.WriteString("epoch"u8, position.Epoch);
    }

    private DateTimeOffset? ExpiryOf(ServerRequest request) => request.Flag("expired") ? null
        : request.Number("expire_at") is > 0 and < 253402300800 and var at ? DateTimeOffset.FromUnixTimeSeconds(at)
        : time.GetUtcNow() + TimeSpan.FromHours(1);

    private static UnsubscribePush WhyOf(ServerRequest request) => request.Nested("unsubscribe") is { } why
        ? new UnsubscribePush((uint)Math.Clamp(why.Number("code", Unsubscribes.Server.Code), 2000, 2999), Short(why.Text("reason")))
        : Unsubscribes.Server;

    private static DisconnectAdvice AdviceOf(ServerRequest request) => request.Nested("disconnect") is { } advice
        ? new DisconnectAdvice((ushort)Math.Clamp(advice.Number("code", Disconnects.ForceNoReconnect.Code), 3000, 4999), Short(advice.Text("reason")))
        : Disconnects.ForceNoReconnect;

    // A close frame holds 123 bytes of reason.
    private static string Short(string reason) => System.Text.Encoding.UTF8.GetByteCount(reason) <= 123 ? reason : throw ServerRequest.Bad();
}
