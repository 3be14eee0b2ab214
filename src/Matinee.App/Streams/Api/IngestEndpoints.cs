using Matinee.App.Http;
using Matinee.App.Streams.Ingest;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Streams.Api;

/// <summary><c>POST /hls/streams/{id}/ingest</c>: any node takes segments in, whoever leads.</summary>
internal static class IngestEndpoints
{
    public static void Map(RouteGroupBuilder streams) =>
        streams.MapPost("{id}/ingest", TakeAsync).AllowAnonymous().Accepts<IngestBody>("application/json", "video/mp4", "video/mp2t", "application/octet-stream");

    private static async Task<Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult>> TakeAsync(
        StreamId id, HttpContext context, StreamDirectory directory, StreamWrites writes, StreamAccess access, IngestBodies bodies, IngestDesk desk,
        CancellationToken cancellationToken)
    {
        // A stream that this node has not heard of may be a moment old.
        var stream = directory.Find(id) ?? await writes.ReadAsync(id, cancellationToken);
        if (stream is null)
            return StreamAccess.Unknown();
        if (!access.MayFeed(stream, context))
            return StreamAccess.MaySee(stream, context)
                ? Problems.Of(ProblemKinds.Forbidden, $"Send the stream's key in {StreamAccess.KeyHeader} (matinee streams key {id}), or sign in as its owner.")
                : StreamAccess.Unknown();
        return await bodies.ReadAsync(context, async (order, bytes) => Answer(stream, order, await desk.TakeAsync(stream, order, bytes, cancellationToken)));
    }

    private static Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult> Answer(
        StreamRecord stream, IngestOrder order, IngestVerdict verdict) => verdict switch
        {
            IngestVerdict.ByRows decided => Answer(stream, order, decided.Outcome, decided.Figures),
            IngestVerdict.Refused refused => Problems.Of(ProblemKinds.Unplayable, refused.Reason),
            IngestVerdict.NeedsInit => Problems.Of(
                ProblemKinds.Unplayable, $"No init segment of {order.Variant} has come yet. Send it first (ftyp and moov, without sequence_num), or in front of the segment."),
            _ => Over(stream),
        };

    private static Results<Ok<IngestDocument>, Created<IngestDocument>, Accepted<IngestDocument>, ProblemHttpResult> Answer(
        StreamRecord stream, IngestOrder order, IntakeOutcome outcome, PushedFigures? figures)
    {
        switch (outcome)
        {
            case IntakeOutcome.Taken taken:
                var url = UrlOf(stream, order, taken.Msn, taken.InitNumber);
                var document = Telling(stream, order, taken.IsPublished ? "published" : "held", figures, taken.Msn, taken.Next, url);
                return taken.IsPublished ? TypedResults.Created(url, document) : TypedResults.Accepted(url, document);
            case IntakeOutcome.InitTaken init:
                var address = $"/hls/{stream.Id}/variants/{StreamPlaylists.Folder(order.Variant, init.Number)}/init.mp4";
                return TypedResults.Created(address, Telling(stream, order, "init", null, null, null, address));
            case IntakeOutcome.Duplicate duplicate:
                return TypedResults.Ok(Telling(stream, order, "duplicate", figures, duplicate.Msn, duplicate.Next, null));
            default:
                return Refuse(stream, order, outcome);
        }
    }

    private static ProblemHttpResult Refuse(StreamRecord stream, IngestOrder order, IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Different different => Problems.Of(
            ProblemKinds.SegmentConflict, $"Another segment has the number {order.Sequence}, and bytes that were published never change. The next number is {different.Next}."),
        IntakeOutcome.Late late => Problems.Of(
            ProblemKinds.SegmentLate,
            $"Playlists have passed the number {order.Sequence}; the next is {late.Next}. To count from the beginning again, POST /hls/streams/{stream.Id}/start?restart=true first."),
        IntakeOutcome.TooFar far => Problems.Of(
            ProblemKinds.SegmentGap,
            $"Before the number {order.Sequence}, {far.Missing} segments are missing. Go on with {far.Next}, or POST /hls/streams/{stream.Id}/start?restart=true first."),
        IntakeOutcome.OtherFormat format => Problems.Of(
            ProblemKinds.Unplayable, $"The segments of {order.Variant} are {format.Format}. Send the same, or use another variant_id."),
        IntakeOutcome.TooManyVariants => Problems.Of(ProblemKinds.QuotaExceeded, "The stream has as many variants as it may (Streams:MaxVariants)."),
        IntakeOutcome.TooManySegments => Problems.Of(ProblemKinds.QuotaExceeded, "The variant has as many segments as it may (Streams:MaxSegments). Go on in another stream."),
        IntakeOutcome.InitMoved => Problems.Of(ProblemKinds.Conflict, "Init segments of this variant come faster than segments. Send one publisher's alone.", TimeSpan.FromSeconds(1)),
        _ => Over(stream),
    };

    private static ProblemHttpResult Over(StreamRecord stream) => Problems.Of(
        ProblemKinds.StreamOver, $"The stream was stopped or has ended. POST /hls/streams/{stream.Id}/start, and push again.");

    private static string UrlOf(StreamRecord stream, IngestOrder order, long msn, int init) =>
        $"/hls/{stream.Id}/variants/{StreamPlaylists.Folder(order.Variant, 1)}/segment_{msn}{(init == 0 ? ".ts" : ".m4s")}";

    private static IngestDocument Telling(
        StreamRecord stream, IngestOrder order, string status, PushedFigures? figures, long? msn, long? next, string? url) =>
        new(stream.Id, order.Variant, order.Sequence, status, figures is null ? null : figures.DurationUs / 1_000_000.0, msn, next, url);
}
