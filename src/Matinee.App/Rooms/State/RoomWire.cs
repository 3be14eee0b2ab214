using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>Publications as they stand in the log: <c>{id, kind, at, user, data}</c>.</summary>
internal static class RoomWire
{
    public static byte[] Write(RoomNews news)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", news.Id.Value);
            writer.WriteString("kind", news.Topic.Word());
            writer.WriteNumber("at", news.At);
            writer.WritePropertyName("user");
            JsonSerializer.Serialize(writer, news.User!, WireJson.Default.RoomPerson); // null is written as null
            writer.WritePropertyName("data");
            WriteData(writer, news);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>False for what no node of this version has written: it is passed on and changes nothing.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out RoomNews? news)
    {
        news = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || !CommandId.TryParse(Text(root, "id"), out var id)
                || !root.TryGetProperty("at", out var at) || !at.TryGetDouble(out var time) || !Enum.TryParse<RoomTopic>(Text(root, "kind"), ignoreCase: true, out var kind))
                return false;
            var user = root.TryGetProperty("user", out var person) && person.ValueKind == JsonValueKind.Object ? person.Deserialize(WireJson.Default.RoomPerson) : null;
            news = Read(kind, new NewsHead(id, time, user), data);
            return news is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteData(Utf8JsonWriter writer, RoomNews news)
    {
        switch (news)
        {
            case RoomNews.Chatted chatted:
                JsonSerializer.Serialize(writer, new ChatNews(chatted.Op, chatted.Message), WireJson.Default.ChatNews);
                break;
            case RoomNews.Played played:
                WritePlayback(writer, played);
                break;
            case RoomNews.QueueEdited queued:
                JsonSerializer.Serialize(writer, queued.Queue, WireJson.Default.RoomQueue);
                break;
            case RoomNews.Attended attended:
                JsonSerializer.Serialize(
                    writer,
                    new MemberNews(attended.Op, attended.Member, attended.MemberCount, attended.Node, attended.Connections, attended.More.IsEmpty ? default : attended.More),
                    WireJson.Default.MemberNews);
                break;
            case RoomNews.Configured set:
                JsonSerializer.Serialize(writer, set.Settings, WireJson.Default.RoomSettings);
                break;
            case RoomNews.Moderated moderated:
                JsonSerializer.Serialize(writer, new ModerationNews(moderated.Op, moderated.Target, moderated.Until, moderated.Reason), WireJson.Default.ModerationNews);
                break;
        }
    }

    // The parts beside playback are told by their keys: absent is unchanged, null is over.
    private static void WritePlayback(Utf8JsonWriter writer, RoomNews.Played played)
    {
        writer.WriteStartObject();
        foreach (var property in JsonSerializer.SerializeToElement(played.Playback, WireJson.Default.PlaybackState).EnumerateObject())
            property.WriteTo(writer);
        if (played.Starts)
            writer.WriteBoolean("starts", true);
        WriteChange(writer, "ready", played.Ready, WireJson.Default.ReadyCheck);
        WriteChange(writer, "vote", played.Vote, WireJson.Default.RoomVote);
        WriteChange(writer, "countdown", played.Countdown, WireJson.Default.StartCountdown);
        writer.WriteEndObject();
    }

    private static void WriteChange<T>(Utf8JsonWriter writer, string name, PartChange<T>? change, JsonTypeInfo<T> type) where T : class
    {
        if (change is null)
            return;
        writer.WritePropertyName(name);
        if (change.Value is { } value)
            JsonSerializer.Serialize(writer, value, type);
        else
            writer.WriteNullValue();
    }

    private static RoomNews? Read(RoomTopic kind, NewsHead head, JsonElement data)
    {
        var (id, at, user) = head;
        switch (kind)
        {
            case RoomTopic.Chat when data.Deserialize(WireJson.Default.ChatNews) is { Message: { User: not null, Text: not null, Reactions: not null } } chat:
                return new RoomNews.Chatted(id, at, user, chat.Op, chat.Message);
            case RoomTopic.Playback when data.Deserialize(WireJson.Default.PlaybackState) is { } playback:
                return new RoomNews.Played(
                    id, at, user, playback, data.TryGetProperty("starts", out var starts) && starts.ValueKind == JsonValueKind.True,
                    ReadChange(data, "ready", WireJson.Default.ReadyCheck), ReadChange(data, "vote", WireJson.Default.RoomVote),
                    ReadChange(data, "countdown", WireJson.Default.StartCountdown));
            case RoomTopic.Queue when data.Deserialize(WireJson.Default.RoomQueue) is { Items.IsDefault: false, Played.IsDefault: false } queue:
                return new RoomNews.QueueEdited(id, at, user, queue);
            case RoomTopic.Member when data.Deserialize(WireJson.Default.MemberNews) is { Member.Name: not null } member && (member.More.IsDefault || member.More.All(move => move is { Member.Name: not null })):
                return new RoomNews.Attended(id, at, user, member.Op, member.Member, member.MemberCount, member.Node, member.Connections) { More = member.More.IsDefault ? [] : member.More };
            case RoomTopic.Settings when data.Deserialize(WireJson.Default.RoomSettings) is { Name: not null } settings:
                return new RoomNews.Configured(id, at, user, settings);
            case RoomTopic.Moderation when data.Deserialize(WireJson.Default.ModerationNews) is { } moderation:
                return new RoomNews.Moderated(id, at, user, moderation.Op, moderation.Target, moderation.Until, moderation.Reason);
            default:
                return null;
        }
    }

    private static PartChange<T>? ReadChange<T>(JsonElement data, string name, JsonTypeInfo<T> type) where T : class =>
        !data.TryGetProperty(name, out var value) ? null : new(value.ValueKind == JsonValueKind.Null ? null : value.Deserialize(type));

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record NewsHead(CommandId Id, double At, RoomPerson? User);
}

internal sealed record ChatNews(ChatOp Op, ChatMessage Message);

internal sealed record MemberNews(
    MemberOp Op, PresentMember Member, int MemberCount, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node, int Connections,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ImmutableArray<MemberMove> More = default);

internal sealed record ModerationNews(
    ModerationOp Op, RoomPerson? Target,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Until,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(RoomPerson))]
[JsonSerializable(typeof(PlaybackState))]
[JsonSerializable(typeof(RoomQueue))]
[JsonSerializable(typeof(ReadyCheck))]
[JsonSerializable(typeof(RoomVote))]
[JsonSerializable(typeof(StartCountdown))]
[JsonSerializable(typeof(RoomSettings))]
[JsonSerializable(typeof(ChatNews))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(MemberNews))]
[JsonSerializable(typeof(ModerationNews))]
[JsonSerializable(typeof(RoomState))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ImmutableArray<UserId>>))]
internal sealed partial class WireJson : JsonSerializerContext;
