using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Nodes.Forwarding;

/// <summary>What only the leader answers, on every node.</summary>
public static class LeaderForwarding
{
    internal static IServiceCollection AddForwarding(this IServiceCollection services) => services.AddSingleton<LeaderForward>().AddSingleton<LeaderHeaders>();

    /// <summary>After <c>UseHttp</c> and <c>UseLimits</c>, before <c>UseAccounts</c>: what is forwarded is judged by the leader.</summary>
    public static IApplicationBuilder UseLeader(this IApplicationBuilder app)
    {
        var headers = app.ApplicationServices.GetRequiredService<LeaderHeaders>();
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/hls"))
                context.Response.OnStarting(WriteAsync, (headers, context.Response.Headers));
            return next(context);
        });
        return app.UseMiddleware<LeaderGate>();
    }

    private static Task WriteAsync(object state)
    {
        var (headers, response) = ((LeaderHeaders, IHeaderDictionary))state;
        headers.Write(response);
        return Task.CompletedTask;
    }
}
