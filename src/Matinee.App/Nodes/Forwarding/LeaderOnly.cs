using Microsoft.AspNetCore.Builder;

namespace Matinee.App.Nodes.Forwarding;

/// <summary>
/// Marks an endpoint that the leader alone answers. On every other node the request is forwarded as it came, with its caller's
/// credentials, or answered 307 where <c>?redirect=true</c> or <see cref="ClusterOptions.RedirectToLeader"/> says so; without a
/// leader it is 503. The handler finds <c>LeaderElection.Term</c> there, and may lose it at any time: commit with it.
/// </summary>
public sealed class LeaderOnly
{
    public static readonly LeaderOnly Instance = new();

    private LeaderOnly()
    {
    }
}

/// <summary>Endpoint conventions of this folder.</summary>
public static class LeaderConventions
{
    /// <inheritdoc cref="LeaderOnly"/>
    public static TBuilder OnLeader<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(LeaderOnly.Instance);
}
