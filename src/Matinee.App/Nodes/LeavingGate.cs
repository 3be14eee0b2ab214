using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Nodes;

/// <summary>Refuses what a leaving node would not see through; what is under way goes on.</summary>
public static class LeavingGate
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    /// <summary>For endpoints that begin something long.</summary>
    public static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<NodeExit>().Mode is null
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.Of(
                ProblemKinds.Unavailable, "This server is about to stop and begins nothing new. Try again in a moment, or on another node.", ComeBack));
}
