namespace Matinee.Adapters.Remote;

/// <summary>The store answered and refused, and an operator can mend it: the message says what and how.</summary>
public sealed class StoreRefusedException(string message, Exception inner) : Exception(message, inner);
