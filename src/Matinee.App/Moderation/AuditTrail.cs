using System.Data.Common;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Moderation;

/// <summary>Writes down what was changed through an endpoint that only administrators may use, once it has succeeded.</summary>
internal sealed class AuditTrail(RequestDelegate next, AuditStore records, TimeProvider time, ILogger<AuditTrail> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || context.Response.StatusCode >= StatusCodes.Status400BadRequest
            || context.GetEndpoint() is not RouteEndpoint endpoint || !endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy == Policies.Admin)
            || context.User.FindUserId() is not { } user)
            return;
        var now = time.GetUtcNow();
        var record = new AuditRecord(
            Guid.CreateVersion7(now).ToString("N"), user.Value, context.User.DisplayName() ?? "", $"{request.Method} {endpoint.RoutePattern.RawText?.TrimEnd('/')}", request.Path.Value ?? "",
            context.Connection.RemoteIpAddress?.ToString() ?? "", now);
        try
        {
            await records.AddAsync(record, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            ModerationLog.Unwritten(logger, record.Action, record.ById, e);
        }
    }
}
