using System.Globalization;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Dispatch;

/// <summary>Before everything about a task: the token is ours, of this task, and this worker's own.</summary>
internal sealed class TaskGate(TaskGrants grants) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (grants.Read(http.Request.Headers[TaskWire.TaskTokenHeader]) is not { } grant)
            return Problems.Of(ProblemKinds.TaskTokenInvalid, $"{TaskWire.TaskTokenHeader} is missing, was not made here, or has expired. Stop working on this task.");
        if (Convert.ToString(http.Request.RouteValues["id"], CultureInfo.InvariantCulture) != grant.Task.Value)
            return Problems.Of(ProblemKinds.TaskTokenInvalid, "This token is of another task.");
        if (http.User.WorkerId() != grant.Worker)
            return Problems.Of(ProblemKinds.TaskTokenInvalid, "This token is another worker's.");
        http.Features.Set(grant);
        return await next(context);
    }
}

internal static class TaskGateExtensions
{
    /// <summary>The grant that <see cref="TaskGate"/> let in.</summary>
    public static TaskGrant Grant(this HttpContext context) =>
        context.Features.Get<TaskGrant>() ?? throw new InvalidOperationException("The endpoint lacks the gate.");
}
