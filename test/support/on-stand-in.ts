/** The end-to-end tests of this project talk to a stand-in of EventStoreDB. */
process.env['TIDEMARK_TEST_LOG'] = 'stand-in';
