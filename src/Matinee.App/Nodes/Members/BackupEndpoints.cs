using Matinee.App.Http;
using Matinee.App.Nodes.Forwarding;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Nodes.Members;

/// <summary>What stands in the registry, out and back in.</summary>
internal static class BackupEndpoints
{
    private const long LargestBackup = 256 * 1024 * 1024;
    private const string Lines = "application/jsonl";

    public static void Map(IEndpointRouteBuilder cluster)
    {
        cluster.MapPost("/backup", Backup).RequireAuthorization(Policies.Admin).WithSummary("The registry as lines of JSON, of one moment, with a sum at the end.");
        cluster.MapPost("/restore", RestoreAsync).RequireAuthorization(Policies.Admin).OnLeader().Accepts<Stream>(Lines)
            .WithSummary("Takes a backup into a cluster whose registry is empty. All of it is checked before any of it is written.");
    }

    private static PushStreamHttpResult Backup(IRegistry registry, CancellationToken cancellationToken) =>
        TypedResults.Stream(output => RegistryBackup.WriteAsync(registry, output, cancellationToken), Lines, "matinee-registry.jsonl");

    private static async Task<Results<Ok<RestoreAnswer>, ProblemHttpResult>> RestoreAsync(HttpContext context, IRegistry registry, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBackup;
        try
        {
            return TypedResults.Ok(new RestoreAnswer(await RegistryBackup.RestoreAsync(registry, context.Request.Body, cancellationToken)));
        }
        catch (BackupRefusedException e)
        {
            return Problems.Of(ProblemKinds.Conflict, e.Message);
        }
    }
}

internal sealed record RestoreAnswer(int Entries);
