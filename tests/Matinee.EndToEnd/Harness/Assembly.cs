using Matinee.EndToEnd.Harness;

// One server, one browser; two at once would measure each other on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Cinema))]
