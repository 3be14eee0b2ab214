using Microsoft.AspNetCore.Builder;

namespace Matinee.App.Limits;

/// <summary>An endpoint that counts against a limit of its own, per caller, beside <see cref="Limit.Api"/>.</summary>
public sealed record LimitedBy(Limit Limit);

/// <summary>Endpoint conventions of this folder.</summary>
public static class LimitConventions
{
    /// <summary>Counts each request against <paramref name="limit"/>, per signed-in caller or per address.</summary>
    public static TBuilder WithLimit<TBuilder>(this TBuilder builder, Limit limit) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new LimitedBy(limit));
}
