using System.Globalization;
using System.Text.Json;
using Matinee.Brokers.Nats.Wire;

namespace Matinee.Brokers.Nats.JetStream;

/// <summary>
/// The few verbs of JetStream that are needed (docs.nats.io, "JetStream wire API"). All throw <see cref="NatsUnavailableException"/> when there
/// is no answer, or one that says that something is broken.
/// <para>What a server of a cluster does with an expectation was read in its source and tried (2.9.10): an expected sequence above 0
/// is compared when the message is proposed, not when it is stored, so two writers at once may both pass; an expected 0 and a message id
/// are compared when it is stored, the id first. Hence only these two are offered.</para>
/// </summary>
internal sealed class JetStreamClient(NatsConnection connection)
{
    private const int NotFound = 404;
    private const int NoSuchMessage = 10037;
    private const int OtherConfiguration = 10058;
    private const int WrongLastSequence = 10071;

    /// <summary>A cluster that is still electing is waited for so many times.</summary>
    public const int MostTries = 20;

    private static readonly TimeSpan CreatePause = TimeSpan.FromMilliseconds(150);

    public NatsConnection Connection => connection;

    /// <summary>Makes a stream, or makes it what it should be.</summary>
    /// <param name="isLeast">The definition has as many copies as there are servers to be seen, so one that has more keeps them: a server may be away.</param>
    public async Task EnsureAsync(StreamDefinition stream, bool isLeast, int tries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await AskForAsync("CREATE", stream, cancellationToken);
                if (answer.Error?.ErrorCode == OtherConfiguration)
                {
                    var copies = isLeast ? await CopiesAsync(stream.Name, cancellationToken) : 0;
                    answer = await AskForAsync("UPDATE", stream with { Replicas = Math.Max(stream.Replicas, copies) }, cancellationToken);
                }

                if (answer.Error is null)
                    return;
                throw Refused(answer.Error);
            }
            catch (NatsUnavailableException) when (attempt < tries)
            {
                await Task.Delay(CreatePause, connection.Time, cancellationToken);
            }
        }
    }

    /// <param name="id">Null: the message has no id.</param>
    /// <param name="onlyFirst">Store it only when the subject has no message.</param>
    public async Task<PublishOutcome> PublishAsync(string subject, ReadOnlyMemory<byte> payload, string? id, bool onlyFirst, CancellationToken cancellationToken)
    {
        var headers = new NatsHeaders();
        if (id is not null)
            headers.Add("Nats-Msg-Id", id);
        if (onlyFirst)
            headers.Add("Nats-Expected-Last-Subject-Sequence", "0");
        return Outcome(await ReadAsync(connection.RequestAsync(subject, headers, payload, cancellationToken)));
    }

    /// <summary>
    /// Stores a message of a subject as the one that follows the message with that sequence; 0: as the first. Of several writers with one
    /// expectation one is stored: the expectation is refused when it is already wrong, and what passes at the same time shares an id.
    /// </summary>
    public async Task<PublishOutcome> ReplaceAsync(string subject, ReadOnlyMemory<byte> payload, ulong expected, CancellationToken cancellationToken)
    {
        var headers = new NatsHeaders()
            .Add("Nats-Msg-Id", string.Create(CultureInfo.InvariantCulture, $"{subject}@{expected}"))
            .Add("Nats-Expected-Last-Subject-Sequence", expected.ToString(CultureInfo.InvariantCulture));
        var outcome = Outcome(await ReadAsync(connection.RequestAsync(subject, headers, payload, cancellationToken)));
        return outcome.Verdict == PublishVerdict.Duplicate ? outcome with { Verdict = PublishVerdict.Overtaken } : outcome;
    }

    /// <summary>The last message of a subject without wildcards, from the leader: sees everything that was acknowledged. Null: none.</summary>
    public Task<StoredMessage?> GetLastAsync(string stream, string subject, CancellationToken cancellationToken) =>
        GetAsync(stream, new LastMessageRequest { LastBySubject = subject }, cancellationToken);

    /// <summary>The message with that sequence, from the leader. Null: none.</summary>
    public Task<StoredMessage?> GetAsync(string stream, ulong sequence, CancellationToken cancellationToken) =>
        GetAsync(stream, new LastMessageRequest { Sequence = sequence }, cancellationToken);

    /// <summary>The last message of a subject from any replica, which may lag. Null: none there.</summary>
    public async Task<StoredMessage?> GetDirectAsync(string stream, string subject, CancellationToken cancellationToken)
    {
        var frame = await connection.RequestAsync($"$JS.API.DIRECT.GET.{stream}.{subject}", NatsHeaders.None, default, cancellationToken);
        if (frame.Headers.Status == NotFound)
            return null;
        if (frame.Headers.Status != 0 || !ulong.TryParse(frame.Headers["Nats-Sequence"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            throw new NatsUnavailableException($"NATS answered a get with status {frame.Headers.Status}.");
        return new StoredMessage(frame.Headers["Nats-Subject"] ?? subject, sequence, Time(frame.Headers["Nats-Time-Stamp"] ?? ""), frame.Payload);
    }

    /// <summary>Takes away what matches and stands below that sequence.</summary>
    public async Task PurgeAsync(string stream, string filter, ulong below, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new PurgeRequest { Filter = filter, Sequence = below }, JetStreamJson.Default.PurgeRequest);
        if ((await CallAsync($"$JS.API.STREAM.PURGE.{stream}", body, cancellationToken)).Error is { } error)
            throw Refused(error);
    }

    /// <summary>The server that leads a stream now; empty when nobody does, or on a single server.</summary>
    public async Task<string> LeaderAsync(string stream, CancellationToken cancellationToken) =>
        (await CallAsync($"$JS.API.STREAM.INFO.{stream}", default, cancellationToken)).Cluster?.Leader ?? "";

    /// <summary>How many servers have a stream, or are to have it.</summary>
    public async Task<int> CopiesAsync(string stream, CancellationToken cancellationToken)
    {
        var answer = await CallAsync($"$JS.API.STREAM.INFO.{stream}", default, cancellationToken);
        return answer.Error is null && answer.Configuration is { Replicas: > 0 and var copies }
            ? copies
            : throw new NatsUnavailableException($"NATS does not say how many copies of {stream} there are{(answer.Error is { } error ? ": " + error.Description : ".")}");
    }

    private Task<ApiAnswer> AskForAsync(string verb, StreamDefinition stream, CancellationToken cancellationToken) =>
        CallAsync($"$JS.API.STREAM.{verb}.{stream.Name}", JsonSerializer.SerializeToUtf8Bytes(stream, JetStreamJson.Default.StreamDefinition), cancellationToken);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new NatsUnavailableException($"NATS answered with a time that is none: \"{text}\".");

    private static PublishOutcome Outcome(ApiAnswer answer) => answer switch
    {
        { Error.ErrorCode: WrongLastSequence } => new PublishOutcome(PublishVerdict.Overtaken, 0),
        { Error: { } error } => throw Refused(error),
        { Sequence: 0 } => throw new NatsUnavailableException("NATS acknowledged a message without saying where it stands."),
        _ => new PublishOutcome(answer.IsDuplicate ? PublishVerdict.Duplicate : PublishVerdict.Stored, answer.Sequence),
    };

    private static NatsUnavailableException Refused(ApiError error) => new($"JetStream refuses: {error.Description} ({error.ErrorCode}).");

    private async Task<StoredMessage?> GetAsync(string stream, LastMessageRequest request, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, JetStreamJson.Default.LastMessageRequest);
        var answer = await CallAsync($"$JS.API.STREAM.MSG.GET.{stream}", body, cancellationToken);
        return answer switch
        {
            { Error.ErrorCode: NoSuchMessage } => null,
            { Error: { } error } => throw Refused(error),
            { Message: { } message } => new StoredMessage(message.Subject, message.Sequence, Time(message.Time), message.Payload ?? []),
            _ => throw new NatsUnavailableException("NATS answered a get with neither a message nor an error."),
        };
    }

    private Task<ApiAnswer> CallAsync(string subject, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        ReadAsync(connection.RequestAsync(subject, NatsHeaders.None, body, cancellationToken));

    private static async Task<ApiAnswer> ReadAsync(Task<NatsFrame> answering)
    {
        var answer = await answering;
        try
        {
            return JsonSerializer.Deserialize(answer.Payload.Span, JetStreamJson.Default.ApiAnswer) ?? throw new NatsUnavailableException("NATS answered null.");
        }
        catch (JsonException e)
        {
            throw new NatsUnavailableException("NATS answered something that is not JSON.", inner: e);
        }
    }
}
