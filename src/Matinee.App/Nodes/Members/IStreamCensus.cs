namespace Matinee.App.Nodes.Members;

/// <summary>How many streams are active in the cluster; answered by the feature that has them, without I/O.</summary>
public interface IStreamCensus
{
    int Active { get; }
}
