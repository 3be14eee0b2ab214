using Matinee.Testing.Kubernetes;

namespace Matinee.IntegrationTests.Kubernetes;

/// <summary>The published file, read once for all classes.</summary>
public sealed class PublishedSchema
{
    public PublishedApi Api { get; } = PublishedApi.Load();
}
