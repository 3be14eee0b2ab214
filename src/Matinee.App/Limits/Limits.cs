using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Limits;

/// <summary>What a caller may ask how often, and asking twice without doing twice.</summary>
public static class Limits
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section)
            .Validate(o => o.AreRatesValid(), "Limits: every rate needs Burst >= 1, Tokens > 0 and Period > 0.")
            .Validate(o => o.MaximumBuckets >= 1000, "Limits:MaximumBuckets must be at least 1000.")
            .ValidateOnStart();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<IdempotencyStore>();
        services.AddProblem<UnstorableTextException>(ProblemKinds.Invalid, "The text holds characters that cannot be stored (NUL, or half of a character).");
        return services;
    }

    /// <summary>After <see cref="HttpPipeline.UseHttp"/>, before authorization: a flood is cheap to refuse.</summary>
    public static IApplicationBuilder UseLimits(this IApplicationBuilder app)
    {
        app.UseMiddleware<LimitGate>();
        return app;
    }

    /// <summary>After authorization: an answer is only replayed to who may ask.</summary>
    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyGate>();
}
