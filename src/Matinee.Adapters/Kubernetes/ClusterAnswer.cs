using System.Net;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>What the API said, errors included: some of them are part of the conversation.</summary>
internal sealed record ClusterAnswer(HttpStatusCode Status, string Text, ClusterAccess Access)
{
    public bool IsConflict => Status == HttpStatusCode.Conflict;

    public bool IsMissing => Status == HttpStatusCode.NotFound;

    /// <exception cref="ExecutorException">It is an error.</exception>
    public JsonObject Object => (int)Status is >= 200 and < 300
        ? JsonNode.Parse(Text)?.AsObject() ?? throw new ExecutorException("Kubernetes answered nothing.")
        : throw ClusterRefusal.Of(Status, Text, Access);
}
