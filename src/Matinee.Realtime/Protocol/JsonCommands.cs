using System.Text.Json;

namespace Matinee.Realtime.Protocol;

/// <summary>Reads one command out of a line of JSON. Unknown members are skipped; a member of another type than it should have is refused.</summary>
internal static class JsonCommands
{
    public static Command Read(ReadOnlySpan<byte> line)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line))
            throw new ProtocolException("A command is not UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(line, JsonText.ReaderOptions);
            reader.Read();
            var command = ReadCommand(ref reader, line);
            return reader.Read() ? throw new ProtocolException("Something follows a command.") : command;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ProtocolException("A command is no JSON of its kind.");
        }
    }

    private static Command ReadCommand(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        uint id = 0;
        Request? request = null;
        Begin(ref reader);
        while (NextName(ref reader) is { } name)
        {
            if (name == "id")
                id = reader.GetUInt32();
            else if (reader.TokenType == JsonTokenType.Null || ReadRequest(name, ref reader, line) is not { } next)
                reader.Skip();
            else
                request = request is null ? next : throw new ProtocolException("A command asks for two things.");
        }

        return new Command(id, request);
    }

    // Null: no request has that name, and nothing was read.
    private static Request? ReadRequest(string name, ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        switch (name)
        {
            case "connect": return ReadConnect(ref reader, line);
            case "subscribe": return ReadSubscribe(ref reader, line);
            case "history": return ReadHistory(ref reader);
            case "unsubscribe" or "publish" or "presence" or "presence_stats" or "ping" or "send" or "rpc" or "refresh" or "sub_refresh": break;
            default: return null;
        }

        var (channel, method, token) = ("", "", "");
        ReadOnlyMemory<byte> data = default;
        Begin(ref reader);
        while (NextName(ref reader) is { } member)
        {
            switch (member)
            {
                case "channel": channel = Text(ref reader); break;
                case "method": method = Text(ref reader); break;
                case "token": token = Text(ref reader); break;
                case "data": data = Raw(ref reader, line); break;
                default: reader.Skip(); break;
            }
        }

        return name switch
        {
            "unsubscribe" => new UnsubscribeRequest(channel),
            "publish" => new PublishRequest(channel, data),
            "presence" => new PresenceRequest(channel),
            "presence_stats" => new PresenceStatsRequest(channel),
            "ping" => new PingRequest(),
            "send" => new SendRequest(data),
            "rpc" => new RpcRequest(method, data),
            "refresh" => new RefreshRequest(token),
            _ => new SubRefreshRequest(channel, token),
        };
    }

    private static ConnectRequest ReadConnect(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var request = new ConnectRequest();
        Begin(ref reader);
        while (NextName(ref reader) is { } member)
        {
            switch (member)
            {
                case "token": request.Token = Text(ref reader); break;
                case "data": request.Data = Raw(ref reader, line); break;
                case "name": request.Name = Text(ref reader); break;
                case "version": request.Version = Text(ref reader); break;
                case "subs":
                    Begin(ref reader);
                    while (NextName(ref reader) is { } channel)
                        request.Subs[channel] = ReadSubscribe(ref reader, line);
                    break;
                case "headers":
                    Begin(ref reader);
                    while (NextName(ref reader) is { } header)
                        request.Headers[header] = Text(ref reader);
                    break;
                default: reader.Skip(); break;
            }
        }

        return request;
    }

    private static SubscribeRequest ReadSubscribe(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var request = new SubscribeRequest();
        Begin(ref reader);
        while (NextName(ref reader) is { } member)
        {
            switch (member)
            {
                case "channel": request.Channel = Text(ref reader); break;
                case "token": request.Token = Text(ref reader); break;
                case "recover": request.Recover = reader.GetBoolean(); break;
                case "epoch": request.Epoch = Text(ref reader); break;
                case "offset": request.Offset = Offset(ref reader); break;
                case "data": request.Data = Raw(ref reader, line); break;
                case "positioned": request.Positioned = reader.GetBoolean(); break;
                case "recoverable": request.Recoverable = reader.GetBoolean(); break;
                case "join_leave": request.JoinLeave = reader.GetBoolean(); break;
                default: reader.Skip(); break;
            }
        }

        return request;
    }

    private static HistoryRequest ReadHistory(ref Utf8JsonReader reader)
    {
        var channel = "";
        var limit = 0;
        string? epoch = null;
        long offset = 0;
        var reverse = false;
        Begin(ref reader);
        while (NextName(ref reader) is { } member)
        {
            switch (member)
            {
                case "channel": channel = Text(ref reader); break;
                case "limit": limit = reader.GetInt32(); break;
                case "reverse": reverse = reader.GetBoolean(); break;
                case "since" when reader.TokenType != JsonTokenType.Null: (epoch, offset) = ReadPosition(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new HistoryRequest(channel, limit, epoch, offset, reverse);
    }

    private static (string Epoch, long Offset) ReadPosition(ref Utf8JsonReader reader)
    {
        var (epoch, offset) = ("", 0L);
        Begin(ref reader);
        while (NextName(ref reader) is { } part)
        {
            switch (part)
            {
                case "epoch": epoch = Text(ref reader); break;
                case "offset": offset = Offset(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return (epoch, offset);
    }

    private static void Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new ProtocolException("An object was expected.");
    }

    // Stands on the member's value afterwards; null at the end of the object.
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    private static string Text(ref Utf8JsonReader reader) => reader.GetString() ?? "";

    private static long Offset(ref Utf8JsonReader reader)
    {
        var value = reader.GetInt64();
        return value >= 0 ? value : throw new ProtocolException("An offset is negative.");
    }

    private static ReadOnlyMemory<byte> Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return line[start..(int)reader.BytesConsumed].ToArray();
    }
}
