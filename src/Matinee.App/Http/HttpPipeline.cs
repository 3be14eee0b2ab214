using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Http;

/// <summary>
/// What every request passes. The host calls, in this order: <c>UseHttp()</c>, <c>UseLimits()</c>, <c>UseAccounts()</c>, then maps
/// endpoints. <c>UseHttp</c> ends with authentication, so that limits know the caller and authorization comes after them.
/// </summary>
public static class HttpPipeline
{
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section)
            .Validate(o => o.IsPublicUrlValid(), "Http:PublicUrl must be an absolute http or https address without query and fragment.")
            .Validate(o => o.AreProxiesValid(), "Http:TrustedProxies must hold IP addresses or networks such as 10.0.0.0/8.")
            .Validate(o => o.AreOriginsValid(), "Http:EmbedOrigins and Http:ContentOrigins must hold one origin each, without spaces, commas or semicolons.")
            .ValidateOnStart();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HttpOptions>>((forwarded, http) => Trust(forwarded, http.Value));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // the handler below then knows what was wrong with it
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context => ProblemWriter.Complete(context.HttpContext, context.ProblemDetails));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new UtcTimeJsonConverter()));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddSingleton<PublicLinks>();
        services.AddHttpContextAccessor();
        return services;
    }

    public static IApplicationBuilder UseHttp(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<Correlation>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => ProblemWriter.ForStatusAsync(context.HttpContext));
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<SameOrigin>();
        return app;
    }

    /// <summary>Answers an exception of this type (an expected failure of infrastructure) with a problem instead of 500.</summary>
    public static IServiceCollection AddProblem<TException>(this IServiceCollection services, ProblemKind kind, string detail, TimeSpan? retryAfter = null)
        where TException : Exception =>
        services.AddSingleton(new ExceptionProblem(typeof(TException), kind, detail, retryAfter));

    private static void Trust(ForwardedHeadersOptions forwarded, HttpOptions http)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = 1;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in http.Proxies)
        {
            if (HttpOptions.TryReadNetwork(proxy, out var network))
                forwarded.KnownIPNetworks.Add(network);
        }
    }
}
