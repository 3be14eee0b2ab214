namespace Matinee.Cluster.Registry;

/// <summary>The registry does not have a revision any more (it was compacted), or not yet (it was restored): list again.</summary>
public sealed class RevisionGoneException(long revision, Exception? inner = null)
    : Exception($"The registry has no revision {revision} any more: list again, and watch from there.", inner)
{
    public long Revision => revision;
}
