using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Matinee.App.Http;
using Matinee.App.Streams.Ingest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Api;

/// <summary>
/// Reads a push: JSON with the bytes in base64, or the bytes themselves with the rest in the query. No more is read than a
/// segment may have, and no more at a time than the node has room for.
/// </summary>
internal sealed class IngestBodies(IOptions<StreamOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Names and numbers around the bytes.</summary>
    private const int JsonAround = 4096;

    private const string OnlyVariant = "main";

    /// <summary>2^53: what every JSON reader can tell apart.</summary>
    private const long LargestSequence = 1L << 53;

    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(options.Value.MaxIngests, options.Value.MaxIngests);

    public async Task<Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult>> ReadAsync(
        HttpContext context, Func<IngestOrder, ReadOnlyMemory<byte>, Task<Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult>>> take)
    {
        var arrivedAt = time.GetTimestamp();
        if (!await _room.WaitAsync(TimeSpan.Zero, context.RequestAborted))
            return Problems.Of(ProblemKinds.Unavailable, "This node takes in as many segments as it can. Send this one again in a moment.", ComeBack);
        try
        {
            var isJson = context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
            var most = options.Value.MaxSegmentBytes;
            if (await ReadBytesAsync(context, isJson ? (int)Math.Min(most / 3L * 4 + JsonAround, int.MaxValue) : most) is not { } bytes)
                return TooLarge();
            var (push, problem) = isJson ? FromJson(bytes) : FromQuery(context.Request.Query, bytes);
            if (problem is not null)
                return problem;
            return push!.Data is { } data && data.Length > most ? TooLarge() : await TakeAsync(push, arrivedAt, take); // there is one without a problem
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private ProblemHttpResult TooLarge() => Problems.Of(
        ProblemKinds.TooLarge, $"A segment has at most {options.Value.MaxSegmentBytes} bytes (Streams:MaxSegmentBytes). Cut shorter ones, or encode with fewer bits.");

    private static async Task<Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult>> TakeAsync(
        IngestBody push, long arrivedAt, Func<IngestOrder, ReadOnlyMemory<byte>, Task<Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult>>> take)
    {
        var variant = push.VariantId ?? OnlyVariant;
        if (!StreamForm.IsName(variant))
            return Invalid("variant_id", "A variant is named by 1 to 32 lower-case letters, digits, - and _, such as 720p.");
        if (push.SequenceNum is < 0 or > LargestSequence)
            return Invalid("sequence_num", "sequence_num counts the segments of a variant, from 0 or 1 on.");
        if (push.Data is not { Length: > 0 } data)
            return Invalid("data", "There are no bytes: send the segment as the body, or in base64 as data.");
        return await take(new IngestOrder(variant, push.SequenceNum, push.Duration, push.ProgramDateTime, push.Discontinuity == true, arrivedAt), data);
    }

    private static ProblemHttpResult Invalid(string field, string reason) =>
        Problems.Of(ProblemKinds.Invalid, reason, errors: new Dictionary<string, string[]> { [field] = [reason] });

    private static (IngestBody? Body, ProblemHttpResult? Problem) FromJson(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StreamsJson.Default.IngestBody) is { } push ? (push, null) : (null, Malformed("null"));
        }
        catch (JsonException e)
        {
            return (null, Malformed(e.Path is { Length: > 1 } path ? path : "its beginning"));
        }
        catch (FormatException)
        {
            return (null, Malformed("$.data"));
        }
    }

    private static ProblemHttpResult Malformed(string where) => Problems.Of(
        ProblemKinds.Malformed, $"The body is not {{variant_id, sequence_num, duration, data}} as JSON, with data in base64; look at {where}. Raw bytes go without application/json.");

    private static (IngestBody? Body, ProblemHttpResult? Problem) FromQuery(IQueryCollection query, byte[] bytes)
    {
        long? sequence = null;
        double? duration = null;
        DateTimeOffset? program = null;
        if (query["sequence_num"].ToString() is { Length: > 0 } number)
        {
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return (null, Invalid("sequence_num", "sequence_num is a whole number."));
            sequence = parsed;
        }

        if (query["duration"].ToString() is { Length: > 0 } seconds)
        {
            if (!double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed))
                return (null, Invalid("duration", "duration is a number of seconds, such as 5.96."));
            duration = parsed;
        }

        if (query["program_date_time"].ToString() is { Length: > 0 } time)
        {
            if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                return (null, Invalid("program_date_time", "program_date_time is a time of RFC 3339, such as 2026-01-31T18:00:00.000Z."));
            program = parsed;
        }

        var variant = query["variant_id"].ToString() is { Length: > 0 } name ? name : null;
        return (new IngestBody(variant, sequence, duration, bytes, program, query["discontinuity"] == "true"), null);
    }

    /// <summary>Null when there are more.</summary>
    private static async Task<byte[]?> ReadBytesAsync(HttpContext context, int most)
    {
        var request = context.Request;
        if (request.ContentLength > most)
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most + 1L;
        if (request.ContentLength is { } length)
        {
            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact, context.RequestAborted);
            return exact;
        }

        var gathered = new ArrayBufferWriter<byte>(256 * 1024);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var piece in read.Buffer)
            {
                if (gathered.WrittenCount + piece.Length > most)
                    return null;
                gathered.Write(piece.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return gathered.WrittenSpan.ToArray();
        }
    }
}
