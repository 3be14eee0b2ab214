using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>Reads commands, and what nodes tell each other, out of Protobuf.</summary>
internal static class ProtobufCommands
{
    public static IReadOnlyList<Command> Decode(ReadOnlySpan<byte> frame)
    {
        var commands = new List<Command>(1);
        var reader = new ProtoReader(frame);
        while (!reader.AtEnd)
        {
            if (commands.Count == ProtocolLimits.CommandsPerFrame)
                throw new ProtocolException("A frame holds too many commands.");
            commands.Add(ReadCommand(reader.ReadDelimited()));
        }

        return commands;
    }

    public static Publication ReadPublication(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        ReadOnlyMemory<byte> data = default;
        Publisher? publisher = null;
        Dictionary<string, string>? tags = null;
        long offset = 0;
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 4: data = reader.ReadBytes().ToArray(); break;
                case 5: publisher = ReadPublisher(reader.ReadBytes()); break;
                case 6: offset = reader.ReadOffset(); break;
                case 7: ReadPair(reader.ReadBytes(), tags ??= new(StringComparer.Ordinal)); break;
                default: reader.Skip(); break;
            }
        }

        return new Publication(offset, data, tags, publisher);
    }

    public static Publisher ReadPublisher(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        var (user, client) = ("", "");
        ReadOnlyMemory<byte> connection = default, channel = default;
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: user = reader.ReadString(); break;
                case 2: client = reader.ReadString(); break;
                case 3: connection = reader.ReadBytes().ToArray(); break;
                case 4: channel = reader.ReadBytes().ToArray(); break;
                default: reader.Skip(); break;
            }
        }

        return new Publisher(user, client, connection, channel);
    }

    private static Command ReadCommand(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        uint id = 0;
        Request? request = null;
        for (int field; (field = reader.NextField()) != 0;)
        {
            if (field == 1)
                id = reader.ReadUInt32();
            else if (field is >= 4 and <= 15)
                request = request is null ? ReadRequest(field, reader.ReadBytes()) : throw new ProtocolException("A command asks for two things.");
            else
                reader.Skip();
        }

        return new Command(id, request);
    }

    private static Request ReadRequest(int field, ReadOnlySpan<byte> body) => field switch
    {
        4 => ReadConnect(body),
        5 => ReadSubscribe(body),
        6 => new UnsubscribeRequest(ReadPlain(body).First),
        7 => ReadPlain(body) is var (channel, _, payload) ? new PublishRequest(channel, payload) : throw new ProtocolException("A publish is empty."),
        8 => new PresenceRequest(ReadPlain(body).First),
        9 => new PresenceStatsRequest(ReadPlain(body).First),
        10 => ReadHistory(body),
        11 => new PingRequest(),
        12 => new SendRequest(ReadFirstBytes(body).Bytes),
        13 => ReadFirstBytes(body) is var (payload, method) ? new RpcRequest(method, payload) : throw new ProtocolException("A call is empty."),
        14 => new RefreshRequest(ReadPlain(body).First),
        _ => ReadPlain(body) is var (channel, token, _) ? new SubRefreshRequest(channel, token) : throw new ProtocolException("A refresh is empty."),
    };

    private static ConnectRequest ReadConnect(ReadOnlySpan<byte> bytes)
    {
        var request = new ConnectRequest();
        var reader = new ProtoReader(bytes);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: request.Token = reader.ReadString(); break;
                case 2: request.Data = reader.ReadBytes().ToArray(); break;
                case 3: ReadSub(reader.ReadBytes(), request.Subs); break;
                case 4: request.Name = reader.ReadString(); break;
                case 5: request.Version = reader.ReadString(); break;
                case 6: ReadPair(reader.ReadBytes(), request.Headers); break;
                default: reader.Skip(); break;
            }
        }

        return request;
    }

    private static SubscribeRequest ReadSubscribe(ReadOnlySpan<byte> bytes)
    {
        var request = new SubscribeRequest();
        var reader = new ProtoReader(bytes);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: request.Channel = reader.ReadString(); break;
                case 2: request.Token = reader.ReadString(); break;
                case 3: request.Recover = reader.ReadBool(); break;
                case 6: request.Epoch = reader.ReadString(); break;
                case 7: request.Offset = reader.ReadOffset(); break;
                case 8: request.Data = reader.ReadBytes().ToArray(); break;
                case 9: request.Positioned = reader.ReadBool(); break;
                case 10: request.Recoverable = reader.ReadBool(); break;
                case 11: request.JoinLeave = reader.ReadBool(); break;
                default: reader.Skip(); break;
            }
        }

        return request;
    }

    private static HistoryRequest ReadHistory(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        var channel = "";
        int limit = 0;
        string? epoch = null;
        long offset = 0;
        var reverse = false;
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: channel = reader.ReadString(); break;
                case 7: limit = reader.ReadInt32(); break;
                case 8: (epoch, offset) = ReadPosition(reader.ReadBytes()); break;
                case 9: reverse = reader.ReadBool(); break;
                default: reader.Skip(); break;
            }
        }

        return new HistoryRequest(channel, limit, epoch, offset, reverse);
    }

    private static (string Epoch, long Offset) ReadPosition(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        var (epoch, offset) = ("", 0L);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: offset = reader.ReadOffset(); break;
                case 2: epoch = reader.ReadString(); break;
                default: reader.Skip(); break;
            }
        }

        return (epoch, offset);
    }

    // Most requests are a text, and another text or bytes.
    private static (string First, string Second, ReadOnlyMemory<byte> Bytes) ReadPlain(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        var first = "";
        ReadOnlyMemory<byte> second = default;
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: first = reader.ReadString(); break;
                case 2: second = reader.ReadBytes().ToArray(); break;
                default: reader.Skip(); break;
            }
        }

        return (first, System.Text.Encoding.UTF8.GetString(second.Span), second);
    }

    private static (ReadOnlyMemory<byte> Bytes, string Method) ReadFirstBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        ReadOnlyMemory<byte> data = default;
        var method = "";
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: data = reader.ReadBytes().ToArray(); break;
                case 2: method = reader.ReadString(); break;
                default: reader.Skip(); break;
            }
        }

        return (data, method);
    }

    private static void ReadSub(ReadOnlySpan<byte> bytes, Dictionary<string, SubscribeRequest> into)
    {
        var reader = new ProtoReader(bytes);
        var key = "";
        var value = new SubscribeRequest();
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: key = reader.ReadString(); break;
                case 2: value = ReadSubscribe(reader.ReadBytes()); break;
                default: reader.Skip(); break;
            }
        }

        into[key] = value;
    }

    private static void ReadPair(ReadOnlySpan<byte> bytes, Dictionary<string, string> into)
    {
        var reader = new ProtoReader(bytes);
        var (key, value) = ("", "");
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: key = reader.ReadString(); break;
                case 2: value = reader.ReadString(); break;
                default: reader.Skip(); break;
            }
        }

        into[key] = value;
    }
}
