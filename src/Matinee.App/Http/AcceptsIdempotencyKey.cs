using Microsoft.AspNetCore.Builder;

namespace Matinee.App.Http;

/// <summary>Marks a create that honours <c>Idempotency-Key</c>. For JSON or empty bodies; the answer's body is kept, encrypted.</summary>
public sealed class AcceptsIdempotencyKey
{
    public static readonly AcceptsIdempotencyKey Instance = new();

    private AcceptsIdempotencyKey()
    {
    }
}

/// <summary>Endpoint conventions of this folder.</summary>
public static class EndpointConventions
{
    /// <inheritdoc cref="AcceptsIdempotencyKey"/>
    public static TBuilder WithIdempotencyKey<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(AcceptsIdempotencyKey.Instance);
}
