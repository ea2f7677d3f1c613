/** The end-to-end tests of this project talk to the server at EVENTSTORE_URL. */
process.env['TIDEMARK_TEST_LOG'] = 'server';
