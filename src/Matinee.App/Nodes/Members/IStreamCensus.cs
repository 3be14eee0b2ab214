namespace Matinee.App.Nodes.Members;

/// <summary>How many streams there are; answered by the feature that has them, without I/O.</summary>
public interface IStreamCensus
{
    /// <summary>That take segments, in the whole cluster.</summary>
    int Active { get; }

    /// <summary>That are pushed to this node or watched through it now.</summary>
    int Here { get; }
}
