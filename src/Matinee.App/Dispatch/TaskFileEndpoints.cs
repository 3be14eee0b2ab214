using Matinee.App.Http;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Dispatch;

/// <summary>
/// The bytes of a task. Where the store signs addresses a worker is given those; where it cannot, source and outputs pass
/// through here. Either way the key is ours, of this attempt, and only while the lease is held.
/// </summary>
internal static class TaskFileEndpoints
{
    private const int MostAddresses = 1000;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TransferWithin = TimeSpan.FromMinutes(30);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var task = routes.MapGroup("/api/worker/tasks/{id}").WithTags("Workers").RequireAuthorization(Policies.Worker)
            .AddEndpointFilter<TaskGate>();
        task.MapGet("/source", SourceAsync).WithRequestTimeout(TransferWithin).WithSummary("The bytes of the source, by ranges.");
        task.MapGet("/source/address", SourceAddressAsync).WithRequestTimeout(AnswerWithin).WithSummary("Where the source is read from: a signed address, or null for this server.");
        task.MapPost("/objects", AddressesAsync).WithRequestTimeout(AnswerWithin).WithSummary("Where outputs are put: signed addresses, or null for this server.");
        task.MapPut("/objects/{name}", PutAsync).WithRequestTimeout(TransferWithin).WithSummary("One output; its SHA-256 is checked while it arrives.");
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> SourceAsync(
        TaskId id, HttpContext context, TaskBriefs briefs, IObjectStore objects, CancellationToken cancellationToken)
    {
        var grant = context.Grant();
        if (await briefs.HeldAsync(grant.Lease, cancellationToken) is null)
            return Lost(id);
        if (await objects.OpenReadAsync(grant.Source, cancellationToken) is not { } stream)
            return Problems.Of(ProblemKinds.NotFound, "The source is not in the store any more.");
        return TypedResults.Stream(stream, "application/octet-stream", enableRangeProcessing: true);
    }

    private static async Task<Results<Ok<SourceAnswer>, ProblemHttpResult>> SourceAddressAsync(
        TaskId id, HttpContext context, TaskBriefs briefs, IObjectStore objects, IOptions<DispatchOptions> options, CancellationToken cancellationToken)
    {
        var grant = context.Grant();
        if (await briefs.HeldAsync(grant.Lease, cancellationToken) is null)
            return Lost(id);
        if (await objects.HeadAsync(grant.Source, cancellationToken) is null)
            return Problems.Of(ProblemKinds.NotFound, "The source is not in the store any more.");
        var direct = context.RequestServices.GetService<IDirectTransfers>();
        return TypedResults.Ok(new SourceAnswer(direct?.Download(grant.Source, options.Value.GrantLifetime)));
    }

    private static async Task<Results<Ok<ObjectsAnswer>, ProblemHttpResult>> AddressesAsync(
        TaskId id, ObjectsAsk ask, HttpContext context, TaskBriefs briefs, TaskGrants grants, IOptions<DispatchOptions> options)
    {
        var grant = context.Grant();
        if (ask.Outputs.Count > MostAddresses || !ask.Outputs.All(TaskDeskEndpoints.IsNamed) || ask.Outputs.Any(o => o.Bytes < 0))
            return Problems.Of(ProblemKinds.Invalid, $"Ask for at most {MostAddresses} outputs, each with the name of a rendition, a number and its bytes.");
        if (await briefs.HeldAsync(grant.Lease, context.RequestAborted) is null)
            return Lost(id);
        var direct = context.RequestServices.GetService<IDirectTransfers>();
        return TypedResults.Ok(new ObjectsAnswer([.. ask.Outputs.Select(Address)]));

        ObjectAddress Address(WireOutput output)
        {
            var key = grants.KeyOf(grant, output.Kind, output.Rendition, output.Number);
            var upload = direct?.Upload(key, ContentTypeOf(output.Kind), output.Bytes, options.Value.GrantLifetime);
            return new(key.Value, upload?.Url, upload?.Headers);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        TaskId id, string name, HttpContext context, TaskBriefs briefs, TaskGrants grants, IObjectStore objects, IOptions<DispatchOptions> options)
    {
        var grant = context.Grant();
        var request = context.Request;
        if (OutputAddress.Parse(name) is not var (kind, rendition, number))
            return Problems.Of(ProblemKinds.Invalid, "An output is named KIND-RENDITION-NUMBER, as in segment-720p-12.");
        if (request.ContentLength is not { } bytes || request.Headers[TaskWire.HashHeader].ToString() is not { Length: 64 } hash)
            return Problems.Of(ProblemKinds.Malformed, $"Send Content-Length, and the SHA-256 of the file in {TaskWire.HashHeader}.");
        if (bytes > options.Value.LargestOutput)
            return Problems.Of(ProblemKinds.TooLarge, $"A file of a task has at most {options.Value.LargestOutput} bytes here (Dispatch:LargestOutput).");
        if (await briefs.HeldAsync(grant.Lease, context.RequestAborted) is null)
            return Lost(id);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytes;
        try
        {
            await objects.PutAsync(grants.KeyOf(grant, kind, rendition, number), new CheckedStream(request.Body, bytes, hash), context.RequestAborted);
            return TypedResults.NoContent();
        }
        catch (ChecksumException e)
        {
            return Problems.Of(ProblemKinds.ChecksumMismatch, e.Message);
        }
    }

    private static ProblemHttpResult Lost(TaskId id) => Problems.Of(ProblemKinds.LeaseLost, $"The lease of task {id} has ended. Stop and forget it.");

    private static string ContentTypeOf(OutputKind kind) => kind switch
    {
        OutputKind.Init => "video/mp4",
        OutputKind.Segment => "video/iso.segment",
        OutputKind.Subtitle => "text/vtt",
        OutputKind.Poster or OutputKind.Sheet => "image/jpeg",
        _ => "application/octet-stream",
    };
}
